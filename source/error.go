package source

import (
	"errors"
	"io/fs"
	"syscall"
)

// Kind is the plain reason why a file could not be had.
type Kind int

// The kinds. The zero Kind belongs to no error.
const (
	NotFound   Kind = iota + 1 // no such file, or a part of its path is no folder
	Outside                    // not below what may be read, perhaps through a symbolic link
	NotRegular                 // a named pipe, a device or a socket: never opened
	IsDir                      // a folder
	Permission                 // the system refuses
	TooLarge                   // more bytes, or more names of a glob, than Options.Limits admit
	Changed                    // it was not the same before and after reading
	Loop                       // symbolic links that lead to each other
	Failed                     // any other failure of the disk or of standard input
)

// Error is the error of Tree's methods that read. Name is the file as shown,
// Reason a phrase that can stand behind the name and a colon.
type Error struct {
	Kind   Kind
	Name   string
	Reason string
}

func (e *Error) Error() string { return e.Name + ": " + e.Reason }

// KindOf returns the kind of an error of this package, zero for any other.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return 0
}

// UsageError says that an option makes no sense: a PATH that does not exist, a
// glob that cannot be read.
type UsageError struct {
	Arg    string // the option's value as given
	Reason string
}

func (e *UsageError) Error() string { return e.Arg + ": " + e.Reason }

// explain turns an error of the operating system into a kind and a phrase. The
// system's own text is passed on only without the absolute path that it holds.
func explain(err error) (Kind, string) {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind, e.Reason
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR),
		errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, syscall.EINVAL):
		return NotFound, "no such file"
	case errors.Is(err, fs.ErrPermission):
		return Permission, "cannot be read: permission denied"
	case errors.Is(err, syscall.ELOOP):
		return Loop, "symbolic links lead in a circle"
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return Failed, "cannot be read: " + err.Error()
}

// irregular names what a file is that is neither regular nor a folder.
func irregular(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "not a regular file but a named pipe"
	case m&fs.ModeSocket != 0:
		return "not a regular file but a socket"
	case m&fs.ModeDevice != 0:
		return "not a regular file but a device"
	}
	return "not a regular file"
}
