"""A limit on the memory of this process, set by what each system offers for it."""

import os
import sys
import threading
from pathlib import Path
from time import sleep

_MEGABYTE = 1024 * 1024
_LOOKED_AGAIN = 0.02


def limit_memory(megabytes: int) -> None:
    """Let this process take so much more than it has now; beyond that it fails to get any, or ends."""
    if sys.platform == "win32":
        _limit_job(megabytes)
    elif sys.platform == "linux":
        _limit_addresses(megabytes)
    else:
        # macOS knows the limit of addresses by name only.
        threading.Thread(target=_watch, args=(megabytes,), daemon=True).start()


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _EXTENDED_LIMITS, _PROCESS_MEMORY, _A_PYTHON = 9, 0x100, 64

    def _limit_job(megabytes: int) -> None:
        """A job object of one's own that refuses memory beyond the limit."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
        )  # fmt: skip
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job, limits = kernel.CreateJobObjectW(None, None), _Extended()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY
        limits.ProcessMemoryLimit = (megabytes + _A_PYTHON) * _MEGABYTE
        size = ctypes.sizeof(limits)
        done = kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
        if not (done and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())):
            raise ctypes.WinError(ctypes.get_last_error())
else:
    import resource

    def _limit_addresses(megabytes: int) -> None:
        """Refuse addresses beyond those that are in use now; leave no picture of the memory when it ends."""
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _watch(megabytes: int) -> None:
        """End this process once it has taken too much."""
        unit = 1 if sys.platform == "darwin" else 1024
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + megabytes * _MEGABYTE // unit
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= most:
            sleep(_LOOKED_AGAIN)
        os._exit(1)
