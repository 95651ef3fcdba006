#!/usr/bin/env bash
# Measures throughput and memory against partitions, record size, backlog, workers, prefetch and batch size, and draws the plots.
# About five minutes and the build; everything goes into benchmarks/plots.
#
#   benchmarks/scaling.sh [--quick] [--rounds 3] [--events 307200] [--seconds 1.5] [--series TEXT] [--output FOLDER] [--note TEXT]
#
# Needs a .NET 10 SDK, a C compiler for native workers and redis-server; the plots' letters need a font such as fonts-dejavu-core.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v clang >/dev/null || command -v gcc >/dev/null || missing+=(clang)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -name '*.ttf' -print -quit 2>/dev/null)" ] || missing+=(fonts-dejavu-core)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "scaling.sh: please install: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

output=benchmarks/plots
previous=""
for argument in "$@"; do
  [ "$previous" = --output ] && output=$argument
  previous=$argument
done

dotnet run --project benchmarks/Runnel.Scaling --configuration Release -- "$@"
dotnet run benchmarks/plots.cs "$output"
