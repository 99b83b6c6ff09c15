"""Two source roots and the resources make one distribution; the rest is declared in pyproject.toml."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[
        *find_namespace_packages("src", include=["millegiorni_desk", "millegiorni_desk.*"]),
        *find_namespace_packages("sync", include=["millegiorni_sync", "millegiorni_sync.*"]),
        "millegiorni_desk._resources",
    ],
    package_dir={
        "": "src",
        "millegiorni_sync": "sync/millegiorni_sync",
        "millegiorni_desk._resources": "resources",
    },
    package_data={"millegiorni_desk": ["**/*.sql", "**/*.mako"], "millegiorni_desk._resources": ["**/*"]},
    include_package_data=False,
)
