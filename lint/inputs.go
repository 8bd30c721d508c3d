package lint

import (
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/aws"
	"github.com/timeoutlint/timeoutlint/parsers/gcp"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/parsers/sysctl"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/parsers/workloads"
)

// inputs are the formats that are understood, one line each. A file belongs to the parser that claims it most surely, and among
// equals to the first.
var inputs = []parsers.Parser{
	nginx.Parser,
	sysctl.Parser,
	terraform.New(aws.Resources, gcp.Resources),
	openapi.Parser,
	workloads.Parser,
}
