# Wine on Debian, for verify and test; sourced by them as root. A root of Debian 13 (its Wine 10
# is the first new enough) is kept outside the tree and made anew where it is missing; each run
# has processes, mounts, network (none) and a Windows of its own, which all go with it.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kmdesk
suite=trixie
clean=$cache/wine-root
made_by=$(cat "$root"/installer/windows/{wine.sh,wine.lock,wine_only.py} | sha256sum | cut -c1-16)

fail() { printf 'FAILED   %s\n' "$*" >&2; exit 1; }
ok() { printf 'ok  %4ss  %s\n' "$SECONDS" "$*"; }

need_root() { # need_root NAME: says that it is skipped, and ends
  [ "$(id -u)" = 0 ] && return
  say "ข้าม $1: ต้องสั่งด้วยสิทธิ์ผู้ดูแลระบบ" "skipped  $1: needs root, for a Debian root with Wine in it"
  exit 0
}

make_wine_root() { # a Debian with Wine and an unused prefix, unless this very one stands
  mkdir -p "$cache"
  (
    flock 9
    [ "$(cat "$clean/made-by" 2>/dev/null)" = "$made_by" ] && exit 0
    local new=$clean.new log=$cache/wine-root.log
    rm -rf "$new"
    # shellcheck disable=SC2046  # a list of package names
    install_system $(missing_tools 'debootstrap debootstrap
x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64') >/dev/null 2>&1
    # the mirror is this machine's own
    local here mirror
    here=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
    mirror=$(apt-get indextargets --format '$(SITE)' "Codename: $here" | sort -u | head -1)
    debootstrap --variant=minbase "$suite" "$new" "$mirror" >"$log" 2>&1 || exit 1
    cp -r /etc/apt/apt.conf.d "$new/etc/apt/"
    [ ! -f /etc/resolv.conf ] || cp /etc/resolv.conf "$new/etc/"
    # the set-up program is of 32 bits, so that an old Windows can read its sentence
    chroot "$new" env TMPDIR=/tmp LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -e -c '
      dpkg --add-architecture i386
      apt-get update -q
      apt-get install -y -q --no-install-recommends wine wine64 wine32:i386 xvfb xauth
      apt-get clean
      useradd --create-home --home-dir /clerk --uid 3000 clerk' >>"$log" 2>&1 || exit 1
    unshare --mount --pid --fork --kill-child bash -c '
      mount -t proc proc "$1/proc"; mount -t tmpfs none "$1/dev/shm"
      chroot "$1" env -i su clerk -c "cd; WINEPREFIX=/clerk/unused WINEARCH=win64 WINEDEBUG=-all \
        WINEDLLOVERRIDES=winemenubuilder.exe,mscoree,mshtml= wineboot -i; \
        WINEPREFIX=/clerk/unused wineserver -w"' - "$new" >>"$log" 2>&1 || exit 1
    "$python" "$root/installer/windows/wine_only.py" \
      "$new/clerk/unused/drive_c/windows/system32" >>"$log" 2>&1 || exit 1
    chown -R 3000:3000 "$new/clerk/unused"
    printf %s "$made_by" >"$new/made-by"
    rm -rf "$clean"
    mv "$new" "$clean"
  ) 9>"$cache/wine-root.lock" || {
    tail -5 "$cache/wine-root.log" >&2
    fail "no Debian root with Wine"
  }
}

alone() { # alone SCRIPT ARGS...: again, in a world of its own that ends with it
  [ -z "${KMDESK_ALONE:-}" ] || return 0
  KMDESK_ALONE=$SECONDS exec unshare --mount --pid --net --fork --kill-child "$@"
}

enter_wine() { # a copy of the unused prefix; $prefix, $drive and $shared are it
  mount -t proc proc "$clean/proc"
  mount -t tmpfs none "$clean/dev/shm"
  mount -t tmpfs none "$clean/tmp" # a former run's screens left their locks there
  prefix=/clerk/run.$(head -c 6 /dev/urandom | od -An -tx1 | tr -d ' \n')
  cp -a --reflink=auto "$clean/clerk/unused" "$clean$prefix"
  drive=$clean$prefix/drive_c
  trap leave_wine EXIT
  mkdir -p "$clean/tmp/.X11-unix"
  chmod 1777 "$clean/tmp/.X11-unix"
}

leave_wine() { # the prefix goes; what still runs in it would write into it meanwhile
  clerk "wineserver -k" >/dev/null 2>&1 || true
  umount "$drive/python" 2>/dev/null || true # what test lent it
  rm -rf --one-file-system "${clean:?}$prefix" 2>/dev/null ||
    { sleep 2; rm -rf --one-file-system "${clean:?}$prefix"; }
}

# Of the caller's environment nothing comes along: a TMPDIR that is not in there (.ci/run has one)
# kept wineserver from starting.
clerk() { # clerk COMMAND: in the shell of the user inside; wine there is the prefix's
  chroot "$clean" env -i su clerk -c "cd; export WINEPREFIX=$prefix WINEARCH=win64 WINEDEBUG=-all \
    WINEDLLOVERRIDES='ucrtbase=n,b;winemenubuilder.exe,mscoree,mshtml=' LC_ALL=C.UTF-8 \
    XDG_RUNTIME_DIR=/tmp DISPLAY=${display:-}; $*"
}
