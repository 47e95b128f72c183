# Sourced by the scripts beside it.
# need COMMAND PACKAGE...: installs the packages where the command is missing (apt-get, with sudo where needed).
need() {
  PATH=$PATH:/usr/sbin command -v "$1" >/dev/null || fetch_packages "${@:2}"
}

fetch_packages() {
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  echo "installing $* with apt-get ..." >&2
  $sudo apt-get -o DPkg::Lock::Timeout=300 update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null
}
