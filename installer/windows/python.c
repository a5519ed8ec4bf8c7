/* python.exe and, with -mwindows, pythonw.exe of a CPython laid out by cpython.py */
#include <windows.h>
__declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int count, wchar_t **arguments) { return Py_Main(count, arguments); }
