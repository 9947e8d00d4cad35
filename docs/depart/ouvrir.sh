#!/bin/sh
# Opens the page. The first time, installs packetgen in the user's own folder; nothing else is
# touched. The words are in programme/messages.txt; docs/fabriquer_depart.py fills what is @SO@.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
case $(uname -s) in
Darwin) data="$HOME/Library/Application Support" ;;
*) data=${XDG_DATA_HOME:-$HOME/.local/share} ;;
esac
base=$data/packetgen-programme
place=$base/@KEY@
journal=$base/journal.txt
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX
export UV_NO_CONFIG=1 UV_NO_CACHE=1 UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy
export UV_PYTHON_INSTALL_DIR="$base/python"

say() {
    sed -n "s/^$1|//p" "$here/programme/messages.txt" 2>/dev/null
}

stop() {
    rm -rf "$place.$$"
    echo
    say "$1"
    say fermer
    read -r _
    exit 1
}

failed() {
    grep -Eqi 'os error 28|no space left' "$journal" && stop disque
    grep -qi 'matching platform' "$journal" && stop ancien
    stop "$1"
}

uv() {
    "$base/uv" "$@" >>"$journal" 2>&1
}

install() {
    if [ ! -f "$here/programme/messages.txt" ]; then
        echo 'Le dossier « programme » manque ici : sortez du fichier zip tout son dossier, puis recommencez.'
        read -r _
        exit 1
    fi
    [ "$(uname -sm)" = '@SYSTEM@' ] || stop ordinateur
    pgrep -u "$(id -u)" -f "$base/" >/dev/null 2>&1 && stop ailleurs
    say premiere
    # what cat writes is neither in quarantine nor without its executable bit
    { mkdir -p "$base" && cd "$base" && : >"$journal" && cat "$here/programme/uv" >"$base/uv" &&
        chmod 700 "$base" "$base/uv"; } 2>/dev/null || stop ecriture
    uv --version || failed interdit
    if ! uv python find --system --no-project --offline @PYTHON@; then
        say telechargement
        uv python install --no-bin @PYTHON@ || failed reseau
    fi
    : >"$journal"
    say installation
    rm -rf "$place"
    uv venv --no-project --offline --python @PYTHON@ "$place.$$" || failed python
    # a folder named to uv would be cut at a # in its path
    uv pip install --directory "$here/programme" --python "$place.$$/bin/python" \
        --no-index --find-links roues packetgen==@VERSION@ || failed abime
    mv "$place.$$" "$place" || stop ecriture
    for other in "$base"/2*; do
        [ "$other" = "$place" ] || rm -rf "$other"
    done
}

"$place/bin/python" -c '' 2>/dev/null || install
say ouverture
"$place/bin/python" -I -m packetgen web "$@" || stop arret
