#!/usr/bin/env bash
# Torments workers, connections and Redis servers for some minutes (default 10), large and at random, and checks that no promise is broken.
#   ./scripts/chaos.sh [minutes] [seed]
# Each round runs every scenario of tests/Runnel.Chaos.Tests with a seed of its own; a seed given here repeats the rounds from there.
# CHAOS_SCALE (default 3) multiplies rounds and counts. CHAOS_KEEP names a folder for the files of failed runs.
# Ends with a table of figures and one line that says how it went; exit code 0 only when nothing was broken.
set -uo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Settings of whoever runs this must not leak into the workers.
while read -r name; do unset "$name"; done < <(compgen -e | grep '^RUNNEL_' || true)

minutes=${1:-10}
seed=${2:-$((RANDOM * 32768 + RANDOM))}
[[ $minutes =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || { echo "usage: chaos.sh [minutes] [seed], whole numbers" >&2; exit 2; }
project=tests/Runnel.Chaos.Tests
output=$PWD/artifacts/chaos
export CHAOS_SCALE=${CHAOS_SCALE:-3} CHAOS_KEEP=${CHAOS_KEEP:-$output/failed} CHAOS_FIGURES=$output/figures.tsv

main() {
  dotnet build "$project" --configuration Release --verbosity quiet || { echo "chaos.sh: the build failed"; exit 1; }
  mkdir -p "$output" && rm -f "$output"/*.log "$output"/*.xml "$CHAOS_FIGURES"
  local end=$((SECONDS + minutes * 60)) rounds=0 failures=0
  while [ $rounds -eq 0 ] || [ $SECONDS -lt $end ]; do
    export CHAOS_SEED=$((seed + rounds))
    rounds=$((rounds + 1))
    run_round || failures=$((failures + 1))
    # A round without figures ran nothing: neither would the next.
    [ -f "$CHAOS_FIGURES" ] || break
  done

  table
  local runs=0
  [ -f "$CHAOS_FIGURES" ] && runs=$(wc -l <"$CHAOS_FIGURES")
  echo "chaos: $rounds rounds from seed $seed, $runs runs, $failures rounds with failures in $((SECONDS / 60)) min"
  [ $failures -eq 0 ] && [ "$runs" -gt 0 ]
}

# One pass over all scenarios, in the random order of its seed. What failed is shown.
run_round() {
  local log=$output/$CHAOS_SEED.log report=$output/$CHAOS_SEED.xml began=$SECONDS
  dotnet "$project/bin/Release/net10.0/Runnel.Chaos.Tests.dll" ":$CHAOS_SEED" -noColor -noLogo -namespace Runnel.Chaos.Tests.Faults \
    -result-xml "$report" >"$log" 2>&1 </dev/null
  local code=$?
  # Without a complete report the test host crashed, whatever it printed.
  [ -s "$report" ] && grep -q '</assemblies>' "$report" || code=1
  echo "seed $CHAOS_SEED: $([ $code -eq 0 ] && echo passed || echo FAILED) in $((SECONDS - began)) s"
  [ $code -eq 0 ] || grep -A 12 '\[FAIL\]' "$log" || tail -20 "$log"
  return $code
}

# fault, events, lost, reordered, duplicates, overlapping, violations, times -> one line a fault.
table() {
  [ -f "$CHAOS_FIGURES" ] || return 0
  echo
  echo "| fault | runs | events | lost | reordered | duplicates | broken promises | stood still for, median / longest |"
  echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
  cut -f 1 "$CHAOS_FIGURES" | sort -u | while IFS= read -r fault; do
    local times count median="-" longest
    times=$(awk -F '\t' -v fault="$fault" '$1 == fault && $8 != "" { n = split($8, each, ","); for (i = 1; i <= n; i++) print each[i] }' "$CHAOS_FIGURES" | sort -n)
    if [ -n "$times" ]; then
      count=$(wc -l <<<"$times")
      longest=$(tail -n 1 <<<"$times")
      median="$(sed -n "$(((count + 1) / 2))p" <<<"$times") / $longest ms"
    fi
    awk -F '\t' -v fault="$fault" -v times="$median" '
      $1 == fault { runs++; events += $2; lost += $3; reordered += $4; duplicates += $5; broken += $7 }
      END { printf "| %s | %d | %d | %d | %d | %d | %d | %s |\n", fault, runs, events, lost, reordered, duplicates, broken, times }' "$CHAOS_FIGURES"
  done
  echo
}

main
