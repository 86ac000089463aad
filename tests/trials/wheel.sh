#!/bin/sh
# Build the wheel, install it in clean environments by pip, uv tool and uvx, and try it there:
#     sh tests/trials/wheel.sh
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/tools"
"$folder/tools/bin/pip" install -q build uv
"$folder/tools/bin/python" -m build -q --wheel --outdir "$folder/dist" "$root"
wheel=$(echo "$folder"/dist/*.whl)
export PYTHONPATH= UV_TOOL_DIR="$folder/uv" UV_TOOL_BIN_DIR="$folder/bin"

python3 -m venv "$folder/pip"
"$folder/pip/bin/pip" install -q "$wheel"
sh "$root/tests/trials/commands.sh" "$folder/pip/bin/handout"

"$folder/tools/bin/uv" tool install -q "$wheel"
sh "$root/tests/trials/commands.sh" "$folder/bin/handout"

cd "$folder"
"$folder/tools/bin/uvx" -q --from "$wheel" handout --version
