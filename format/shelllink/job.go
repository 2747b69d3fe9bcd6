package shelllink

import "encoding/binary"

// The offset of the program's name in a task file, which its header names.
const jobName = 0x46

// IsJob reports whether a file that begins so is a task file: a version of
// Windows, the version 1 of the format, and the place of the program's name.
func IsJob(head []byte) bool {
	if len(head) < jobName+4 {
		return false
	}
	major := binary.LittleEndian.Uint16(head)
	return major >= 0x0400 && major <= 0x0A00 && binary.LittleEndian.Uint16(head[2:]) == 1 && binary.LittleEndian.Uint16(head[20:]) == jobName
}

// ReadJob reads a task file as far as it can: two bytes, then the program, its
// arguments, its folder, the author and a comment, each with its number of
// letters before it ([MS-TSCH] 2.4.2).
func ReadJob(b []byte) (Link, error) {
	if !IsJob(b) {
		return Link{}, ErrFormat
	}
	l := Link{End: len(b), From: jobName}
	at, author := jobName, ""
	for i, to := range []*string{&l.Target, &l.Arguments, &l.Folder, &author, &l.Comment} {
		if at+2 > len(b) {
			l.Problem = errCut
			return l, nil
		}
		n := int(binary.LittleEndian.Uint16(b[at:]))
		end := min(len(b), at+2+2*n)
		*to = text(b[at+2:end], 2)
		if i < 2 {
			l.To = end
		}
		if at+2+2*n > len(b) {
			l.Problem = errCut
			return l, nil
		}
		at = end
	}
	return l, nil
}
