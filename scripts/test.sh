#!/usr/bin/env bash
# Builds the whole solution with warnings as errors and runs every test project of it. The last line is `N passed, N failed`.
# Projects that mostly compile or compute run beside those that mostly wait for servers, at a lower priority; whichever side is done first helps
# the other; what compares speeds runs alone.
# Needs a .NET 10 SDK and git; installs the rest (a real redis-server, a linker for native AOT) with apt when it is missing.
# A test host that crashed, hung or ran no test counts as a failure; so does a skipped test.
set -uo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Settings of whoever runs this must not leak into the workers that the tests start.
while read -r name; do unset "$name"; done < <(compgen -e | grep '^RUNNEL_' || true)

results="$PWD/artifacts/test-results"
# Longer than any project takes on two slow cores; it only bounds a hang, whose test was named long before.
limit=${TEST_TIMEOUT_SECONDS:-1800}

# Programs that end soon never win back what measuring their hot paths costs: a third less work for the processor in all.
export DOTNET_TieredPGO=0

main() {
  install_missing_packages || fail "could not install what the tests need"
  dotnet build Runnel.sln --configuration Release -warnaserror --verbosity quiet || fail "the build failed"

  rm -rf "$results" && mkdir -p "$results"
  projects=$(test_projects)
  run_all compiling 10 &
  run_all serving 0
  run_all compiling 10 backwards
  wait
  export -n DOTNET_TieredPGO
  run_all measuring 0
  sum_up
}

fail() {
  echo "test.sh: $1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

# What no .NET SDK brings: the server that the tests start, and the linker and headers of native AOT.
install_missing_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v clang >/dev/null || command -v gcc >/dev/null || missing+=(clang)
  [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
  [ ${#missing[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -ne 0 ]; then
    echo "test.sh: please install: apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "Installing ${missing[*]}"
  # The package starts a server of its own where an init system runs; the tests start theirs on free ports.
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The projects of the solution that hold tests, as paths.
test_projects() {
  dotnet sln Runnel.sln list | grep '\.csproj$' | tr '\\' '/' | sort | while read -r project; do
    grep -q 'Include="xunit.v3"' "$project" && echo "$project"
  done
}

# Which of the three groups a project belongs to, by its name.
group_of() {
  case "$1" in
    Runnel.Aot.Tests | Runnel.Docs.Tests | Runnel.Generators.Tests | Runnel.Simulation.Tests) echo compiling ;;
    Runnel.Speed.Tests) echo measuring ;;
    *) echo serving ;;
  esac
}

# Runs those projects of a group that nobody has taken yet one after the other, at a niceness; backwards where another began at the front.
run_all() {
  local project name order=cat
  [ "${3:-}" = backwards ] && order=tac
  while read -r project; do
    name=$(basename "$project" .csproj)
    [ "$(group_of "$name")" = "$1" ] && mkdir "$results/$name.taken" 2>/dev/null || continue
    run_project "$name" "$(dirname "$project")/bin/Release/net10.0/$name.dll" "$2"
  done < <($order <<<"$projects")
}

# Runs one project's tests and keeps their counts beside its report.
run_project() {
  local name=$1 report="$results/$1.xml" started=$SECONDS code counts good bad
  timeout --kill-after=30 "$limit" nice -n "$3" \
    dotnet "$2" -noColor -noLogo -reporter quiet -failSkips -longRunning 180 -result-xml "$report" </dev/null
  code=$?

  # The report is written when all tests have ended: without it, the host crashed or hung, whatever it printed.
  if counts=$(read_counts "$report"); then
    read -r good bad <<<"$counts"
    [ $((good + bad)) -eq 0 ] && bad=1 && echo "$name: ran no test." >&2
    [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1 && echo "$name: no test failed, but the test host ended with exit code $code." >&2
  else
    good=0 bad=1
    echo "$name: the test host crashed or hung (exit code $code): no complete report." >&2
  fi
  echo "$name: $good passed, $bad failed in $((SECONDS - started)) s"
  echo "$good $bad" >"$results/$name.counts"
}

# Adds the counts of all projects: one without any counts as failed.
sum_up() {
  local passed=0 failed=0 project counts good bad
  while read -r project; do
    counts="$results/$(basename "$project" .csproj).counts"
    if [ -s "$counts" ]; then read -r good bad <"$counts"; else good=0 bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
  done <<<"$projects"

  if [ $((passed + failed)) -eq 0 ]; then failed=1; echo "No test ran." >&2; fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# Prints "<passed> <failed>" of a report in xUnit's XML; fails where it is not complete.
read_counts() {
  [ -s "$1" ] && grep -q '</assemblies>' "$1" || return 1
  local assembly
  assembly=$(grep -o '<assembly [^>]*>' "$1" | head -n 1)
  local good bad errors skipped
  good=$(attribute "$assembly" passed) && bad=$(attribute "$assembly" failed) \
    && errors=$(attribute "$assembly" errors) && skipped=$(attribute "$assembly" skipped) || return 1
  echo "$good $((bad + errors + skipped))"
}

# Prints the whole number that an XML tag's attribute holds.
attribute() {
  local pattern=" $2=\"([0-9]+)\""
  [[ $1 =~ $pattern ]] && echo "${BASH_REMATCH[1]}"
}

main
