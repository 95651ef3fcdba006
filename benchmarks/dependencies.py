#!/usr/bin/env python3
"""What each dependency costs in the native Orders sample: publishes it with the compiler's map and sums the map by assembly.

    benchmarks/dependencies.py [least kilobytes to show, 10]

Code is machine code; data is what types, statics and frozen objects take in memory (the file holds them packed). Each is counted where its
generic type or method is declared: a List<Order> is the core library's. The linker folds equal bodies and adds the C runtime afterwards, so
the sum is not the file's size.
"""
import collections
import html
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "artifacts" / "dependencies"
SHARED_KINDS = {
    "Metadata": "names and signatures, for reflection",
    "StackTraceMethodMapping": "names of methods, for stack traces",
    "DehydratedData": None,  # the packed form of the data that is counted below
}


def publish():
    output = ARTIFACTS / "out"
    subprocess.run(
        ["dotnet", "publish", "samples/Orders", "--configuration", "Release", "--artifacts-path", str(ARTIFACTS), "--output", str(output), "-p:IlcGenerateMapFile=true"],
        cwd=ROOT, check=True, stdout=sys.stderr)
    return output / "shop", ARTIFACTS / "obj" / "Orders" / "release" / "native"


def mangled(assembly):
    name = re.sub(r"[^A-Za-z0-9]", "_", assembly)
    return name.replace("System_Private_", "S_P_", 1) if name.startswith("System_Private_") else name


def assemblies(native):
    """The mangled names of all assemblies that were compiled in, longest first, to their names."""
    paths = re.findall(r'([^\s":,]+)\.dll', (native / "shop.ilc.rsp").read_text())
    names = {mangled(name): name for name in (pathlib.PurePath(path.replace("\\", "/")).name for path in paths)}
    return dict(sorted(names.items(), key=lambda each: -len(each[0])))


def owner(symbol, names):
    """The assembly that a symbol's name begins with, after what the compiler put before it."""
    at = re.sub(r"^(_ZTV\d+|_ZTV|unbox_|(?:<\w+>)+|Boxed_)+", "", symbol)
    for name in names:
        if at.startswith(name + "_"):
            return names[name]
    # __GCStaticBase_…, __Array<…>, __writableData…: the first name of an assembly within it.
    found = min(((at.find(name + "_"), -len(name), name) for name in names if name + "_" in at), default=None)
    return names[found[2]] if found else None


def main():
    least = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    program, native = publish()
    names = assemblies(native)
    code, data, shared = collections.Counter(), collections.Counter(), collections.Counter()
    entry = re.compile(r'<(\w+) Name="([^"]*)".*? Length="(\d+)"')
    with open(native / "shop.map.xml", encoding="utf-8") as lines:
        for line in lines:
            match = entry.search(line)
            if not match:
                continue
            kind, symbol, length = match[1], html.unescape(match[2]), int(match[3])
            if kind in SHARED_KINDS:
                if SHARED_KINDS[kind]:
                    shared[SHARED_KINDS[kind]] += length
                continue
            assembly = owner(symbol, names) or "no single one: literals, the compiler's tables"
            (code if kind in ("MethodCode", "GCInfo", "MethodExceptionHandlingInfo") else data)[assembly] += length

    print(f"{program.name}: {program.stat().st_size / 1e6:.2f} MB\n")
    print("| assembly | code, KB | data, KB |\n| --- | --- | --- |")
    small = [0, 0, 0]
    for assembly in sorted(code | data, key=lambda each: -(code[each] + data[each])):
        if code[assembly] + data[assembly] < least * 1000:
            small = [small[0] + 1, small[1] + code[assembly], small[2] + data[assembly]]
            continue
        print(f"| {assembly} | {code[assembly] / 1000:,.0f} | {data[assembly] / 1000:,.0f} |")
    print(f"| {small[0]} others, each under {least:.0f} KB | {small[1] / 1000:,.0f} | {small[2] / 1000:,.0f} |")
    for what, length in shared.most_common():
        print(f"| {what} | – | {length / 1000:,.0f} |")


if __name__ == "__main__":
    main()
