"""Two source roots, the resources and the recovery tool make one distribution; pyproject.toml says the rest."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[
        *find_namespace_packages("src", include=["millegiorni_desk", "millegiorni_desk.*"]),
        *find_namespace_packages("sync", include=["millegiorni_sync", "millegiorni_sync.*"]),
        "millegiorni_desk._resources",
        "millegiorni_recovery",
    ],
    package_dir={
        "": "src",
        "millegiorni_sync": "sync/millegiorni_sync",
        "millegiorni_desk._resources": "resources",
        "millegiorni_recovery": "packaging/recovery/millegiorni_recovery",
    },
    package_data={"millegiorni_desk": ["**/*.sql", "**/*.mako"], "millegiorni_desk._resources": ["**/*"]},
    include_package_data=False,
)
