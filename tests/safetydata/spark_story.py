"""What is asked in the story on Spark, the same of both engines."""

from typing import Any

TABLE = "47022NED"
AT = "2024MM12"
QUESTION: dict[str, Any] = {
    "topic": "Aantal",
    "regions": ["BU01600101", "BU01600102"],
    "kind": "month",
}
SHAPE: dict[str, Any] = {"alpha": 0.01, "min_cases": (1, 4)}
