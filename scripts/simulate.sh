#!/usr/bin/env bash
# Simulates workers under a seeded schedule and virtual time, many seeds, and checks that no promise is broken.
#   ./scripts/simulate.sh [count] [seed]
# Runs so many seeds (default 100,000) from the given one, or from a random one that it prints, on all cores. One seed alone
# (./scripts/simulate.sh 1 4711) is replayed, and what happened is written to artifacts/simulate/4711.txt, as it is of each seed that fails.
# Exit code 0 only when nothing was broken.
set -uo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

count=${1:-100000}
seed=${2:-$((RANDOM * 32768 * 32768 + RANDOM * 32768 + RANDOM))}
[[ $count =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || { echo "usage: simulate.sh [count] [seed], whole numbers" >&2; exit 2; }
project=tests/Runnel.Simulation.Tests
export SIMULATE_COUNT=$count SIMULATE_SEED=$seed SIMULATE_THREADS=${SIMULATE_THREADS:-$(nproc)} SIMULATE_TRACES=$PWD/artifacts/simulate

dotnet build "$project" --configuration Release --verbosity quiet || { echo "simulate.sh: the build failed"; exit 1; }
echo "simulate: $count seeds from $seed"
dotnet "$project/bin/Release/net10.0/Runnel.Simulation.Tests.dll" -noColor -noLogo -class Runnel.Simulation.Tests.SeedTests -showLiveOutput </dev/null \
  | grep -vE '^ +(Discover|Starting|Finished)'
code=${PIPESTATUS[0]}
[ "$code" -eq 0 ] && echo "simulate: no promise was broken" || echo "simulate: FAILED; what happened is in artifacts/simulate, by seed"
exit "$code"
