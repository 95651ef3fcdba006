#!/usr/bin/env bash
# Measures Runnel beside other ways to process events on Redis: one machine, one redis-server, the same records, in turn.
#
#   benchmarks/compare.sh [--rounds 3] [--events 100000] [--trickle 500]
#
# Needs a .NET 10 SDK; installs redis-server, nodejs and npm with apt when they are missing, and takes the contenders from NuGet and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "compare.sh: please install: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Beside the build's output, so that no packages lie in the source tree.
bullmq="$PWD/artifacts/comparison/bullmq"
mkdir -p "$bullmq"
cp benchmarks/bullmq/package.json benchmarks/bullmq/bullmq.mjs "$bullmq"
npm install --prefix "$bullmq" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error

dotnet build benchmarks/Runnel.Comparison --configuration Release --verbosity quiet
exec dotnet run --project benchmarks/Runnel.Comparison --configuration Release --no-build -- --bullmq "$bullmq" "$@"
