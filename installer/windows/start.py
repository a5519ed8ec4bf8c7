"""The first module of the Windows program: what is Python comes out of one archive.

An old PC opens thousands of small files slowly, and its virus scanner looks at each of them. So
the modules of kmdesk and of all packages lie in python311.zip below ``packages``; the libraries
and data files they have beside them lie in the folder ``packages``, where ``__file__`` and
``__path__`` say that the modules were. (Nothing else may be imported in this module before
the finder stands.)
"""

import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from zipimport import zipimporter

_HOME = __file__.rpartition("\\python311.zip")[0]
_PACKED, _BESIDE = f"{_HOME}\\python311.zip\\packages", f"{_HOME}\\packages"


class Packed:
    """A module of the archive that names the folder of packages as its home."""

    def __init__(self, inner: zipimporter, path: str) -> None:
        self._inner, self.path = inner, path

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, name: str) -> CodeType:
        return self._inner.get_code(name)

    def get_source(self, name: str) -> None:
        return None

    def get_filename(self, name: str) -> str:
        return self.path

    def is_package(self, name: str) -> bool:
        return self._inner.is_package(name)

    def get_resource_reader(self, name: str) -> object:
        from importlib.readers import FileReader

        return FileReader(self)  # asks for ``path`` only

    def get_data(self, path: str) -> bytes:
        with open(path, "rb") as stream:  # noqa: PTH123  # pathlib would be loaded for it
            return stream.read()


class Finder:
    """Finds modules in the archive; whatever it does not hold is left to the folders."""

    @staticmethod
    def find_spec(name: str, *_where: object) -> ModuleSpec | None:
        parent = name.rpartition(".")[0].replace(".", "\\")
        found = zipimporter(f"{_PACKED}\\{parent}" if parent else _PACKED).find_spec(name)
        if found is None or found.loader is None:
            return None  # a folder alone is no module here
        beside = _BESIDE + "\\" + name.replace(".", "\\")
        is_package = found.submodule_search_locations is not None
        origin = f"{beside}\\__init__.py" if is_package else f"{beside}.py"
        spec = ModuleSpec(name, Packed(found.loader, origin), origin=origin, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [beside]
        return spec


def main() -> int:
    """Run the program; its children are started through the very same program file."""
    sys.dont_write_bytecode = True
    sys.frozen = True  # type: ignore[attr-defined]
    sys.meta_path.insert(-1, Finder)  # before the folders
    from kmdesk.__main__ import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
