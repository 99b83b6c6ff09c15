"""Two source roots and the resources make one distribution; the rest is declared in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("src"), *find_packages("sync"), "millegiorni_desk._resources"],
    package_dir={
        "": "src",
        "millegiorni_sync": "sync/millegiorni_sync",
        "millegiorni_desk._resources": "resources",
    },
    package_data={"millegiorni_desk": ["**/*.sql", "py.typed"], "millegiorni_desk._resources": ["**/*"]},
    include_package_data=False,
)
