"""One spelling of JSON, so that equal content has an equal hash."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def canonical(content: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; dates, UUIDs and decimals as text."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder
    )
    return text.encode()


def sha256(content: Any) -> str:
    """The hash of the content's one spelling, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()
