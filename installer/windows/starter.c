/* kmdesk.exe (a window) and kmdesk-cli.exe (-DCONSOLE): the program's own Python, in the folder
   _internal beside this file, runs the module "start" of its archive. Nothing is unpacked and no
   environment variable of a Python that may be on the machine is read: python311._pth beside the
   library says where everything is and shuts the rest out. */
#include <windows.h>
#include <stdlib.h>

typedef int (*main_of_python)(int, wchar_t **);
enum { LONGEST = 32768, ADDED = 4 };

static int give_up(void)
{
    static const wchar_t *said =
        L"\u0e40\u0e1b\u0e34\u0e14\u0e42\u0e1b\u0e23\u0e41\u0e01\u0e23\u0e21\u0e44\u0e21\u0e48"
        L"\u0e44\u0e14\u0e49 \u0e44\u0e1f\u0e25\u0e4c\u0e02\u0e2d\u0e07\u0e42\u0e1b\u0e23\u0e41"
        L"\u0e01\u0e23\u0e21\u0e44\u0e21\u0e48\u0e04\u0e23\u0e1a \u0e42\u0e1b\u0e23\u0e14\u0e15"
        L"\u0e34\u0e14\u0e15\u0e31\u0e49\u0e07\u0e43\u0e2b\u0e21\u0e48\n\n"
        L"kmdesk cannot start: files of the program are missing. Please install it again.";
#ifdef CONSOLE
    DWORD written;
    WriteConsoleW(GetStdHandle(STD_ERROR_HANDLE), said, lstrlenW(said), &written, NULL);
#else
    MessageBoxW(NULL, said, L"kmdesk", MB_ICONERROR | MB_OK);
#endif
    return 3;
}

static int start(int count, wchar_t **arguments)
{
    wchar_t *path = malloc(2 * LONGEST * sizeof *path);
    wchar_t **all = malloc((count + ADDED + 1) * sizeof *all);
    DWORD length = path ? GetModuleFileNameW(NULL, path, LONGEST) : 0;
    if (!all || !length || length >= LONGEST)
        return give_up();
    wchar_t *program = _wcsdup(path);
    while (length && path[length - 1] != L'\\')
        length--;
    lstrcpyW(path + length, L"_internal");
    /* the libraries of the packages find Python's there, and no folder of the user is looked in */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    AddDllDirectory(path);
    lstrcatW(path, L"\\python311.dll");
    HMODULE python = LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR |
                                                    LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    main_of_python run = python ? (main_of_python)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run)
        return give_up();
    int at = 0;
    all[at++] = program;
    all[at++] = L"-X";
    all[at++] = L"utf8";
    all[at++] = L"-m";
    all[at++] = L"start";
    for (int index = 1; index < count; index++)
        all[at++] = arguments[index];
    all[at] = NULL;
    return run(at, all);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **arguments) { return start(count, arguments); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, PWSTR line, int show)
{
    (void)self, (void)none, (void)line, (void)show;
    return start(__argc, __wargv);
}
#endif
