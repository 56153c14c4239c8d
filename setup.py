"""The optional C extension; everything else is declared in pyproject.toml."""

from setuptools import Extension, setup

setup(ext_modules=[Extension("dedupe._native", ["dedupe/_native.c"], extra_compile_args=["-O3"], optional=True)])
