#!/usr/bin/env bash
# Lock every dependency that is a week old, with its hashes, for each Python from 3.11 on.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" --exclude-newer "7 days" -p 3.11 pyproject.toml "$@"
}
compile --extra build -o requirements.txt
compile --extra build --group dev -o requirements-dev.txt
compile --extra build --extra spark --group dev -o requirements-spark.txt
