#!/usr/bin/env python3
"""Writes src/Runnel.Runtime/buildTransitive/Runnel.order.txt: the functions that a worker runs, which the native compiler then lays side by side.

    scripts/native-order.py [seconds that each worker runs, 30]

A process has in memory what it touches, in pieces of 64 KB. In the compiler's own order the fifth of a worker's code that an idle one runs is
spread over most of the file; laid side by side, the whole process takes a fifth less memory. The list is what two samples ran under valgrind's callgrind on a redis-server of their own; it knows no names of the samples themselves. A name that no
longer exists does no harm, it is passed over, so the list is renewed now and then: a test fails when too much of it is out of date.
Needs valgrind and redis-server (apt-get install valgrind redis-server), and what native programs are linked with.
"""
import bisect
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "artifacts" / "native-order"
ORDER = ROOT / "src" / "Runnel.Runtime" / "buildTransitive" / "Runnel.order.txt"
SAMPLES = ["samples/Orders", "samples/Bookshop/Bookshop.Worker"]


def publish(sample):
    """Publishes a sample to a fixed address, so that the addresses that were run are those of the symbols; returns program and object file."""
    output = ARTIFACTS / "out" / pathlib.Path(sample).name
    subprocess.run(
        ["dotnet", "publish", sample, "--configuration", "Release", "--artifacts-path", str(ARTIFACTS), "--output", str(output), "-p:PositionIndependentExecutable=false"],
        cwd=ROOT, check=True)
    program, = (file for file in output.iterdir() if not file.suffix and file.is_file())
    compiled, = ARTIFACTS.glob(f"obj/{pathlib.Path(sample).name}/*/native/{program.name}.o")
    return program, compiled


def symbols(file):
    """(address, size, name) of each function of a file."""
    printed = subprocess.run(["nm", "--print-size", "--numeric-sort", str(file)], check=True, capture_output=True, text=True).stdout
    rows = (line.split(None, 3) for line in printed.splitlines())
    return [(int(row[0], 16), int(row[1], 16), row[3]) for row in rows if len(row) == 4 and row[2] in "tT"]


def run(program, seconds):
    """Runs a worker under callgrind, on a server of its own; returns the addresses of the instructions that it ran."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], cwd=folder, stdout=subprocess.DEVNULL)
        try:
            # Without the symbols beside it: valgrind stumbles over their format, and addresses are enough.
            alone = pathlib.Path(shutil.copy(program, folder))
            trace = pathlib.Path(folder) / "trace"
            # The collector reserves more addresses than valgrind has, unless it is told how much there is.
            environment = os.environ | {"RUNNEL_REDIS_URL": f"redis://127.0.0.1:{port}", "DOTNET_GCHeapHardLimit": "0x10000000"}
            worker = subprocess.Popen(
                ["valgrind", "--tool=callgrind", "--dump-instr=yes", f"--callgrind-out-file={trace}", str(alone), "worker"], cwd=folder, env=environment)
            try:
                worker.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                worker.send_signal(signal.SIGTERM)
            try:
                if worker.wait(timeout=120) != 0:
                    sys.exit(f"{program.name} ended with exit code {worker.returncode}")
            finally:
                worker.kill()
            return addresses(trace)
        finally:
            server.kill()
            server.wait()


def addresses(trace):
    """The instructions of a callgrind file: each line of costs begins with one, often as a distance to the one before."""
    found, last = set(), 0
    with open(trace, encoding="utf-8") as lines:
        for line in lines:
            at = re.match(r"(\*|[+-]\d+|0x[0-9a-f]+) ", line)
            if not at:
                continue
            text = at.group(1)
            if text != "*":
                last = int(text, 16) if text.startswith("0x") else last + int(text)
            found.add(last)
    return found


def functions(program, compiled, instructions):
    """The names of the compiler's functions in which instructions lie; equal bodies were folded, so that several names may have one address."""
    own = {name for _, _, name in symbols(compiled)}
    known = symbols(f"{program}.dbg")
    starts = sorted({start for start, _, _ in known})
    sizes = {start: size for start, size, _ in known}
    hit = set()
    for instruction in instructions:
        index = bisect.bisect_right(starts, instruction) - 1
        if index >= 0 and instruction < starts[index] + sizes[starts[index]]:
            hit.add(starts[index])
    return {name for start, _, name in known if start in hit and name in own}


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    for tool in ["valgrind", "redis-server", "nm"]:
        if not shutil.which(tool):
            sys.exit(f"native-order.py: please install {tool}: apt-get install valgrind redis-server binutils")
    names = set()
    for sample in SAMPLES:
        program, compiled = publish(sample)
        ran = functions(program, compiled, run(program, seconds))
        print(f"{sample}: {len(ran)} functions", file=sys.stderr)
        names |= ran
    # What stands in the samples' own assemblies has other names everywhere else.
    samples = re.compile(r"(^|_|<)(shop|bookshop|Bookshop)(_|$)")
    kept = sorted(name for name in names if not samples.search(name))
    ORDER.write_text("".join(f"{name}\n" for name in kept), encoding="utf-8")
    print(f"{ORDER.relative_to(ROOT)}: {len(kept)} functions", file=sys.stderr)


if __name__ == "__main__":
    main()
