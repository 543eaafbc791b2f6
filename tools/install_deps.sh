#!/bin/sh
# Installs what the build needs, on Debian 12 and Ubuntu 22.04 or newer. Silent and quick when it is all there;
# on other systems it says what to install. Usage: tools/install_deps.sh [BUILD_DIRECTORY | --developer]
# --developer: what .ci/run needs besides, a second compiler, clang-format and, on Debian, a browser.
set -eu

# Ubuntu has it as a snap only.
browser() { grep -qs '^ID=debian' /etc/os-release && echo chromium || :; }

packages="g++ make cmake libeigen3-dev libdnnl-dev libsentencepiece-dev libcli11-dev libspdlog-dev
          nlohmann-json3-dev libarchive-dev libicu-dev libssl-dev catch2"
[ "${1:-}" = --developer ] && packages="clang libclang-rt-dev libomp-dev clang-format git $(browser)"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  [ -f "${1:-build}/CMakeCache.txt" ] && exit 0  # it has been configured here, so all was found
  cat >&2 <<'LIST'
This system has no apt-get. Please install, with the packages' header files:
  a C++20 compiler with OpenMP (GCC 11, Clang 14 or newer), make, CMake 3.22 or newer,
  Eigen 3.4, oneDNN (or build with CMAKE_FLAGS=-DNMT_WITH_ONEDNN=OFF), SentencePiece, CLI11, spdlog,
  nlohmann-json 3.10, libarchive, ICU, OpenSSL and, for the tests, Catch2.
LIST
  exit 0
fi

missing=
for package in $packages; do
  case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
    *" installed") ;;
    *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing" >&2
as_root=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "This needs root, and there is no sudo. Run as root: apt-get install$missing" >&2
    exit 2
  fi
  as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update >&2 || echo "The package lists could not be refreshed; going on with the old ones." >&2
# shellcheck disable=SC2086  # one word a package
$as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing >&2
