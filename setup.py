"""The optional C extension; everything else is declared in pyproject.toml."""

from glob import glob

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "dedupe._native",
            ["dedupe/_native.c"],
            depends=sorted(glob("dedupe/loops/*.h")),  # noqa: PTH207 (as setuptools wants its paths)
            extra_compile_args=["-O3"],
            optional=True,
        )
    ]
)
