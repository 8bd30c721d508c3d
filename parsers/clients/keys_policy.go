package clients

// The keys that say how to judge and what to read.

var settingsShape = &shape{kind: object, called: "settings", fields: []field{
	{name: "nginx_version", about: "version of the nginx below this file's folder", is: release},
	{name: "margin", about: "how much shorter than the server's a client's idle timeout should be", is: marginTime},
	{name: "fail_on", about: "the severity from which findings fail a run", is: &shape{kind: word, words: []string{"error", "warning", "note", "never"}}},
	{name: "assume", about: "join the only balancer to the only nginx, or to the only application, and an image to the only Dockerfile, where nothing says that they belong together", is: &shape{kind: word, words: []string{"auto", "never"}}},
}}

var terraformShape = &shape{kind: object, called: "terraform", fields: []field{
	{name: "variables", about: "sets of variable files: one verdict for each", is: &shape{kind: list, each: &shape{kind: object, called: "a set of variables", strict: true, fields: []field{
		{name: "name", about: "how findings call the set", is: anyText, required: true},
		{name: "files", about: "tfvars files, relative to this file's folder; later ones win", is: &shape{kind: list, each: fileName, alone: fileName}, required: true},
	}}}},
}}

var ignoreShape = &shape{kind: object, called: "an entry of ignore", strict: true, fields: []field{
	{name: "rule", about: "id or name of the rule", is: ruleText},
	{name: "hop", about: "the hop, as FROM -> TO, with * as wildcard", is: hopText},
	{name: "endpoint", about: "an end of the hop, with * as wildcard", is: endpointID},
	{name: "reason", about: "why it is accepted", is: anyText},
	{name: "until", about: "the last day on which it is accepted", is: day},
}}

var nginxShape = &shape{kind: object, called: "an entry of nginx", fields: []field{
	{name: "main", about: "the main file, relative to this file's folder", is: fileName, required: true},
	{name: "map", about: "folders of the target machine, and where they lie here", is: &shape{kind: names, key: anyName, each: fileName}},
}}

var ownPresetShape = &shape{kind: object, called: "a preset", fields: []field{
	{name: "accepts", about: "its server idle timeout", is: idle},
	{name: "connects", about: "its client idle timeout", is: idle},
	{name: "source", about: "where the numbers come from", is: anyText},
}}
