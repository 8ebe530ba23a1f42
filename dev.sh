#!/usr/bin/env bash
# The commands of development, which CI runs too.
#
#   ./dev.sh install       make .venv with feedpub and everything that its development needs
#   ./dev.sh test [...]    the quick tests; arguments go to pytest
#   ./dev.sh test-all      every test, the long ones too
#   ./dev.sh coverage      the quick tests, with the floor that pyproject.toml sets
#   ./dev.sh lint          ruff's rules and format
#   ./dev.sh format        let ruff mend what it can
#   ./dev.sh types         mypy over src, tests and benchmarks
#   ./dev.sh docs          write the generated pages and the expected results of tests again; read the difference
#   ./dev.sh bench [...]   the benchmarks; arguments go to them
#   ./dev.sh build         build sdist and wheel into dist/
#   ./dev.sh test-wheel    install the wheel of dist/ into .venv-wheel and run every test against it
#   ./dev.sh lock          choose the versions of requirements-ci.txt again; needs uv
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

venv=${VENV:-.venv}
bin=$venv/bin

# Install into an environment with the pip of the machine, so that Debian needs no ensurepip.
pip_install() {
    local target=$1
    shift
    python3 -m pip --python "$target" install --quiet "$@"
}

# Install what the lock names, and nothing that it doesn't.
install_locked() {
    python3 -m venv --without-pip "$1"
    pip_install "$1" --require-hashes -r requirements-ci.txt
}

case ${1:-help} in
    install)
        install_locked "$venv"
        pip_install "$venv" --no-deps -e .
        ;;
    test) "$bin/pytest" "${@:2}" ;;
    test-all) "$bin/pytest" -m "" "${@:2}" ;;
    coverage) "$bin/pytest" --cov "${@:2}" ;;
    lint)
        "$bin/ruff" check
        "$bin/ruff" format --check
        ;;
    format)
        "$bin/ruff" check --fix
        "$bin/ruff" format
        ;;
    types) "$bin/mypy" ;;
    docs) "$bin/pytest" -m "" --update-snapshots "${@:2}" ;;
    bench) "$bin/python" -m benchmarks "${@:2}" ;;
    build)
        rm -rf dist
        "$bin/python" -m hatchling build
        ;;
    test-wheel)
        install_locked .venv-wheel
        pip_install .venv-wheel --no-deps dist/*.whl
        .venv-wheel/bin/pytest -m "" "${@:2}"
        ;;
    lock)
        header=$(sed '/^[^#]/,$d' requirements-ci.txt)
        locked=$(uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
            --no-emit-index-url --no-header --no-annotate --quiet)
        printf '%s\n%s\n' "$header" "$locked" >requirements-ci.txt
        ;;
    help | --help | -h) sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "${BASH_SOURCE[0]}" ;;
    *)
        echo "dev.sh: no command $1; ./dev.sh help lists them" >&2
        exit 2
        ;;
esac
