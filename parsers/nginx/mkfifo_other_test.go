//go:build !unix

package nginx_test

import "errors"

func mkfifo(string) error { return errors.ErrUnsupported }
