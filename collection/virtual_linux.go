package collection

import (
	"io/fs"
	"os"
	"sync"
	"syscall"
)

// virtualDevices remembers which device numbers are file systems whose files
// the kernel makes up while they are read.
var virtualDevices sync.Map // uint64 → bool

// virtual reports whether the kernel makes the file up while it is read, so
// that its size says nothing (/sys gives 4096 for every file).
func virtual(f *os.File, info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Blocks != 0 { // files that are made up take no blocks
		return false
	}
	if known, ok := virtualDevices.Load(st.Dev); ok {
		return known.(bool)
	}
	var s syscall.Statfs_t
	is := false
	// Not through Fd, which would make reads of the file wait.
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	cerr := conn.Control(func(fd uintptr) { err = syscall.Fstatfs(int(fd), &s) })
	if cerr == nil && err == nil {
		switch uint32(s.Type) {
		case 0x9fa0, 0x62656572, 0x64626720, 0x74726163, // proc, sysfs, debugfs, tracefs
			0x73636673, 0x63677270, 0x27e0eb, 0xcafe4a11, 0xf97cff8c: // securityfs, cgroup2, cgroup, bpf, selinuxfs
			is = true
		}
	}
	virtualDevices.Store(st.Dev, is)
	return is
}
