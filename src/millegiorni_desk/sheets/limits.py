"""What a process may take, set by itself before it looks at anything: memory, processor time, no file to write."""

from __future__ import annotations

import sys
from contextlib import suppress

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 15

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t), ("most_set", ctypes.c_size_t), ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD), ("scheduling", wintypes.DWORD),
        )  # fmt: skip

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
        )  # fmt: skip

    def confine() -> None:
        """Limit this process for good, as a job of its own (Win32 job objects)."""
        process_time, active_processes, process_memory, extended = 0x2, 0x8, 0x100, 9
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        limits = _Extended()
        limits.basic.flags = process_time | active_processes | process_memory
        limits.basic.process_time = MOST_SECONDS * 10_000_000
        limits.basic.processes = 1
        limits.process_memory = MOST_MEMORY
        kernel.SetInformationJobObject(job, extended, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))

else:
    import resource

    _LIMITS = {
        "RLIMIT_AS": MOST_MEMORY,
        "RLIMIT_DATA": MOST_MEMORY,
        "RLIMIT_CPU": MOST_SECONDS,
        # Nothing of what is read may reach a disk: no file, no image of the memory after a crash.
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }

    def confine() -> None:
        """Limit this process for good. What a system cannot limit is left to whoever started it."""
        for name, most in _LIMITS.items():
            # macOS has some of these by name only.
            with suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (most, most))
