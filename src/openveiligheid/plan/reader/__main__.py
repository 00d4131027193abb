"""Try the reader on a file: python -m openveiligheid.plan.reader FILE."""

import json
import sys
from pathlib import Path

from django.conf import settings

from openveiligheid.plan.reader import UnreadablePlan, read_plan

if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    try:
        proposal = read_plan(Path(sys.argv[1]), sys.argv[1])
    except UnreadablePlan as error:
        sys.exit(str(error))
    json.dump(proposal.as_json(), sys.stdout, ensure_ascii=False, indent=1)
