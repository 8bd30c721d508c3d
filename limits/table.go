package limits

import "math"

// The limits that a user may meet. What is above them is told where it happens.
var (
	FileBytes = &Limit{
		Name: "file-bytes", Default: 256 << 20, Most: math.MaxUint32,
		Counts: "bytes of one file, and of standard input",
		Beyond: "the file is not read: it is among those left out, or unreadable (exit status 3) where a PATH names it",
		Chosen: "far above any configuration, far below the memory of a CI machine",
	}
	Files = &Limit{
		Name: "files", Default: 500_000,
		Counts: "files below the PATHs, after `.gitignore` and `exclude`",
		Beyond: "folders that do not fit are left out whole and counted: exit status 3",
		Chosen: "the largest of 160 public repositories has 9,052; a tree of 200,000 small files takes less than 200 MiB",
	}
	Findings = &Limit{
		Name: "findings", Default: 20_000,
		Counts: "findings that check and show list; mistakes of one kind that are told of one nginx configuration or Terraform root",
		Beyond: "the mildest, and of one severity those of the most frequent rules, are counted instead of listed (`unlisted` in JSON, a line on standard error): numbers and exit status stay those of all; of mistakes, the first that is left out says so",
		Chosen: "the most in 160 public repositories is 99; 10 MB of mistakes in nginx give a report of 8 MB",
	}
	Includes = &Limit{
		Name: "includes", Default: 50_000,
		Counts: "files that one nginx configuration includes, each time counted",
		Beyond: "TL002 at the first that is left out: the rest is not read",
		Chosen: "files that include each other in a tree multiply without end",
	}
	Steps = &Limit{
		Name: "steps", Default: 5_000_000,
		Counts: "expressions that are evaluated in one Terraform root",
		Beyond: "values are unresolved: TL004",
		Chosen: "some seconds of processor time",
	}
	Modules = &Limit{
		Name: "modules", Default: 10_000,
		Counts: "module calls of one Terraform root, those of its modules included",
		Beyond: "TL004 at the first that is left out: what is called from there on is not looked at",
		Chosen: "modules that call each other twice double with each level",
	}
	Instances = &Limit{
		Name: "instances", Default: 10_000,
		Counts: "instances of one Terraform block with `count` or `for_each`",
		Beyond: "TL004: the first instances stand for the rest, or one stands for all",
		Chosen: "`count = 1000000000` must not be made",
	}
	Worlds = &Limit{
		Name: "worlds", Default: 64, Most: 4096,
		Counts: "combinations of conditions that one Terraform value hangs on",
		Beyond: "the value is unresolved (TL004), with the variables that it hangs on",
		Chosen: "four times 16, since most combinations come out equal; 3 of 160 public repositories meet it: each further condition doubles the number",
	}
	Hops = &Limit{
		Name: "hops", Default: 1 << 20,
		Counts: "hops of the whole run",
		Beyond: "TL003 at the first that is left out",
		Chosen: "the most in 160 public repositories is 137; a generated tree of 20,000 files has 18,298",
	}
	RootHops = &Limit{
		Name: "root-hops", Default: 1 << 14,
		Counts: "hops that start in one nginx configuration or one Terraform root",
		Beyond: "TL003 at the first that is left out; the hops of other roots are judged all the same",
		Chosen: "servers that share an address are each met by all that connect to it: the number grows with the square",
	}
	Ways = &Limit{
		Name: "ways", Default: 1 << 17,
		Counts: "pairs of endpoints that declared links lead over, through middleboxes too",
		Beyond: "TL003 at the first that is left out",
		Chosen: "a wildcard at both ends of a link joins all with all",
	}
	Matches = &Limit{
		Name: "matches", Default: 1 << 16,
		Counts: "names that one pattern of an include or of `fileset` gives",
		Beyond: "none of them is read: TL002",
		Chosen: "symbolic links to folders above them could multiply them without end",
	}
)

// All are the limits in the order of the table in docs/limits.md.
var All = []*Limit{FileBytes, Files, Findings, Includes, Matches, Steps, Modules, Instances, Worlds, Hops, RootHops, Ways}
