#!/bin/sh
# Build the folder of PyInstaller and try it:
#     sh tests/trials/folder.sh [where to leave it: build/folder]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
left=${1:-"$root/build/folder"}

python3 -m venv "$folder/venv"
python=$folder/venv/bin/python
"$python" -m pip install -q "$root[scripts,chinese]" pyinstaller
mkdir -p "$left"
# Away from the checkout, whose handout/ would be taken in place of the installed one.
cp "$root/packaging/handout.spec" "$root/packaging/start.py" "$folder"
cd "$folder"
PYTHONPATH='' "$python" -m PyInstaller --log-level WARN --noconfirm --distpath "$left" --workpath work handout.spec
du -sh "$left/handout"
PYTHONPATH='' sh "$root/tests/trials/commands.sh" "$left/handout/handout"
