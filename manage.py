#!/usr/bin/env python3
"""The `openveiligheid` command as a developer runs it from a checkout.

Unless the environment says otherwise, debug is on and data is kept in this checkout's var folder.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("OV_DEBUG", "1")
    os.environ.setdefault("OV_DATA_DIR", str(ROOT / "var"))
    from openveiligheid.config.command import main

    main()
