# Set-up shared by run, test and bench. Sourced, never run by itself.
# Nothing here names a registry: pip and apt are used as the machine has them configured.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python

# soname, Debian package: what Qt needs to start at all, even without a screen
base_libraries='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libX11.so.6 libx11-6'

# what a window on a real screen needs on top
screen_libraries='
libX11-xcb.so.1 libx11-xcb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0'

# command, Debian packages: what the tests look at the program with
test_tools='
Xvfb xvfb
xauth xauth
pdftotext poppler-utils
qpdf qpdf
pg_ctlcluster postgresql
openbox openbox
xdotool xdotool
xwininfo x11-utils'

# file, Debian packages: the models that pictures are read with
model_files='
/usr/share/tesseract-ocr/5/tessdata/tha.traineddata tesseract-ocr-tha
/usr/share/tesseract-ocr/5/tessdata/eng.traineddata tesseract-ocr-eng'

say() { # say THAI ENGLISH: one message, in the language of the machine
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    th*) printf '%s\n' "$1" >&2 ;;
    *) printf '%s\n' "$2" >&2 ;;
  esac
}

find_python() { # prints a Python of 3.11 or later
  local name
  for name in python3 python3.13 python3.12 python3.11; do
    if "$name" -ISc 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  say "ไม่พบ Python 3.11 ขึ้นไป โปรดติดตั้งก่อน (Debian: apt install python3 python3-venv)" \
      "No Python 3.11 or later was found. Install it first (Debian: apt install python3 python3-venv)."
  return 1
}

missing_libraries() { # missing_libraries LIST: prints the packages of absent libraries
  local known soname package
  known=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null)
  while read -r soname package; do
    [ -z "$soname" ] && continue
    case "$known" in *"$soname "*) ;; *) printf '%s ' "$package" ;; esac
  done <<<"$1"
}

missing_files() { # missing_files LIST: prints the packages of absent files
  local file package
  while read -r file package; do
    [ -z "$file" ] || [ -e "$file" ] || printf '%s ' "$package"
  done <<<"$1"
}

missing_tools() { # missing_tools LIST: prints the packages of absent commands
  local name package
  while read -r name package; do
    [ -z "$name" ] && continue
    command -v "$name" >/dev/null 2>&1 || printf '%s ' "$package"
  done <<<"$1"
}

agreed() { # asks only where a person can answer
  [ -t 0 ] && [ -t 2 ] && [ -z "${CI:-}" ] || return 0
  say "ต้องติดตั้งแพ็กเกจของระบบ: $*" "These system packages are needed: $*"
  say "ติดตั้งเลยหรือไม่ [Y/n]" "Install them now? [Y/n]"
  local answer
  read -r answer
  case "$answer" in [nN]*) return 1 ;; esac
}

install_packages() { # install_packages PACKAGE...: through apt, as root or by sudo
  local as_root=()
  if ! command -v apt-get >/dev/null 2>&1; then
    say "เครื่องนี้ไม่มี apt โปรดติดตั้งสิ่งที่เทียบเท่ากับแพ็กเกจ Debian เหล่านี้เอง: $*" \
        "This machine has no apt. Install what matches these Debian packages yourself: $*"
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      say "ต้องให้ผู้ดูแลระบบสั่ง: apt-get install $*" \
          "An administrator has to run: apt-get install $*"
      return 1
    fi
  fi
  agreed "$@" || return 1
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  # an old package list is tried first: refreshing it needs more of the network than installing
  if "${as_root[@]}" apt-get install -y -q --no-install-recommends "$@" </dev/null >&2 ||
    { "${as_root[@]}" apt-get update -q </dev/null >&2 &&
      "${as_root[@]}" apt-get install -y -q --no-install-recommends "$@" </dev/null >&2; }; then
    return 0
  fi
  say "apt ติดตั้งไม่สำเร็จ ข้อความด้านบนบอกเหตุ แพ็กเกจที่ต้องใช้: $*" \
      "apt could not install them; its message above says why. Needed: $*"
  return 1
}

install_system() { # install_system PACKAGE...: nothing to do when there are none
  [ $# -eq 0 ] || install_packages "$@"
}

stamp_of() { # stamp_of PYTHON LOCK: changes with the lock, the Python and the place
  printf '%s %s %s' "$(sha256sum <"$2")" \
    "$("$1" -ISc 'import platform, sys; print(sys.implementation.cache_tag, platform.machine())')" \
    "$root"
}

is_ready() { # is_ready LOCK...: one of these locks is what stands in .venv
  local lock
  [ -x "$python" ] && [ -f "$venv/kmdesk.stamp" ] || return 1
  for lock in "$@"; do
    [ "$(stamp_of "$python" "$lock" 2>/dev/null)" = "$(cat "$venv/kmdesk.stamp")" ] && return 0
  done
  return 1
}

make_venv() { # a .venv of this Python at this place; an unfit one is made anew
  local found
  found=$(find_python) || return 1
  if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian keeps ensurepip in a package of its own
    install_packages "python$("$found" -ISc 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" ||
      return 1
  fi
  "$found" -m venv --clear "$venv"
}

usable_venv() { # a .venv that works, and whose last set-up was not cut off
  [ ! -e "$venv/kmdesk.unfinished" ] &&
    "$python" -c 'import pip, sys; sys.exit(sys.prefix != sys.argv[1])' "$venv" 2>/dev/null
}

set_up_python() { # set_up_python LOCK [OTHER_LOCK_THAT_HOLDS_IT]
  is_ready "$@" && return 0
  local lock=$1
  say "กำลังเตรียมโปรแกรมครั้งแรก โปรดรอสักครู่…" "Setting up, once; this takes a minute or two…"
  (
    flock 9 # two terminals, one set-up
    is_ready "$@" && exit 0
    usable_venv || make_venv || exit 1
    : >"$venv/kmdesk.unfinished"
    rm -f "$venv/kmdesk.stamp"
    "$python" -m pip install --quiet --disable-pip-version-check --no-input \
      --require-hashes --no-deps -r "$lock" </dev/null >&2 || exit 1
    # the program runs from the tree, its worker processes from any folder
    printf '%s\n' "$root" >"$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/kmdesk-tree.pth"
    stamp_of "$python" "$lock" >"$venv/kmdesk.stamp" && rm "$venv/kmdesk.unfinished"
  ) 9<"$root/installer/common.sh" && return 0
  say "เตรียมโปรแกรมไม่สำเร็จ ข้อความด้านบนบอกเหตุ สั่งซ้ำได้" \
      "The set-up did not finish; the message above says why. It is safe to run again."
  return 1
}
