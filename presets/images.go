package presets

import (
	_ "embed"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed images.yaml
var imageData []byte

// Image is what the catalogue knows of an image. Its zero value is an image that it does not know.
type Image struct {
	Name string // without registry, library/ and tag: openresty/openresty
	Tag  string // "" for none
	// Public is set for an image of the catalogue from where everybody gets the same one. Another of that name is somebody's copy, or built upon it: what was
	// changed in it is not known, and its tag may count something else.
	Public  bool
	Runs    string // the program that it starts where no command is given, "" is not known
	Entry   string // the program that it always starts, with what is given as arguments; "" for none
	Prompt  bool   // it starts no server by itself, but the prompt of its runtime or nothing
	Preset  string // the product that it is, or holds the runtime of; "" for none
	Version string // of the product, "" where the tag tells none
	Fork    string // of nginx: openresty; "" for nginx itself
	Nginx   *NginxFiles
	code    string
}

// NginxFiles is the configuration that an image or a package of nginx comes with.
type NginxFiles struct {
	Main      string            `yaml:"main"`   // absolute path of the file that is read first
	Prefix    string            `yaml:"prefix"` // absolute folder that relative includes start from
	Version   string            `yaml:"version"`
	Files     map[string]string `yaml:"files"` // by absolute path, what of them matters; none: not known
	Templates *Templates        `yaml:"templates"`
	Source    string            `yaml:"source"`
}

// Templates are files below From that are written below To without their Suffix when a container starts, with variables filled in.
type Templates struct {
	From     string `yaml:"from"`
	To       string `yaml:"to"`
	Suffix   string `yaml:"suffix"`
	Versions string `yaml:"versions"` // of nginx, whose images do so
}

// In reports whether images of a version do so; those of an unknown version are taken to be recent.
func (t *Templates) In(version string) bool {
	span, err := parseSpan(t.Versions)
	if err != nil {
		return false
	}
	v, err := ParseVersion(version)
	return err != nil || span.holds(v)
}

type imagesDoc struct {
	Registries []string               `yaml:"registries"`
	Images     []imageDoc             `yaml:"images"`
	Nginx      map[string]*NginxFiles `yaml:"nginx"`
	Packages   []struct {
		Image string `yaml:"image"`
		Word  string `yaml:"word"`
		Nginx string `yaml:"nginx"`
	} `yaml:"packages"`
}

type imageDoc struct {
	Name      string `yaml:"name"`
	Tag       string `yaml:"tag"`
	Runs      string `yaml:"runs"`
	Entry     string `yaml:"entry"`
	Prompt    bool   `yaml:"prompt"`
	Preset    string `yaml:"preset"`
	Versioned *bool  `yaml:"versioned"` // false: the tag is the version of something else
	Code      string `yaml:"code"`
	Nginx     string `yaml:"nginx"`
	Fork      string `yaml:"fork"`
}

var images = sync.OnceValue(func() *imagesDoc {
	doc := new(imagesDoc)
	must("images.yaml", decode(imageData, doc))
	return doc
})

// ImageOf says what is known of an image by its reference: registry:5000/team/nginx:1.27-alpine@sha256:...
func ImageOf(ref string) Image {
	doc := images()
	im := doc.parse(ref)
	known := func(name string) bool { return name == im.Name }
	if !im.Public || !slices.ContainsFunc(doc.Images, func(d imageDoc) bool { return known(d.Name) }) {
		im.Public = false
		known = func(name string) bool { return path.Base(name) == path.Base(im.Name) }
	}
	for _, d := range doc.Images {
		if !known(d.Name) || d.Tag != "" && !slices.Contains(strings.Split(im.Tag, "-"), d.Tag) {
			continue
		}
		im.Runs, im.Preset, im.Fork, im.code = d.Runs, d.Preset, d.Fork, d.Code
		if im.Public {
			im.Entry, im.Prompt = d.Entry, d.Prompt
		}
		if im.Prompt {
			im.Runs, im.code = "", ""
		}
		if im.Public && (d.Versioned == nil || *d.Versioned) {
			im.Version = versionOfTag(im.Tag)
		}
		im.Nginx = doc.Nginx[d.Nginx]
		break
	}
	return im
}

// Official reports whether an image is one of Docker's own library: alpine, python, postgres. Those that serve HTTP are in the catalogue.
func (im Image) Official() bool { return im.Public && !strings.Contains(im.Name, "/") }

// parse takes a reference apart.
func (doc *imagesDoc) parse(ref string) Image {
	ref, _, _ = strings.Cut(ref, "@")
	registry, rest, ok := strings.Cut(ref, "/")
	if !ok || !strings.ContainsAny(registry, ".:") && registry != "localhost" {
		registry, rest = "docker.io", ref
	}
	im := Image{Name: rest}
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, '/') {
		im.Name, im.Tag = rest[:i], rest[i+1:]
	}
	im.Public = slices.Contains(doc.Registries, registry)
	if _, official, ok := strings.Cut("/"+im.Name, "/library/"); ok { // also that of a cache: docker-hub/library/nginx
		im.Name, im.Public = official, true
	}
	return im
}

// versionOfTag is the version that a tag begins with: 20 of 20-alpine, v3.1 of traefik:v3.1; "" for latest, alpine, stable.
func versionOfTag(tag string) string {
	head, _, _ := strings.Cut(strings.TrimPrefix(tag, "v"), "-")
	if head == "" || strings.Trim(head, "0123456789.") != "" || head[0] == '.' || strings.HasSuffix(head, ".") {
		return ""
	}
	return head
}

// PackagedNginx is the configuration that the package "nginx" of an image's distribution comes with. Files is nil where it is not known.
func PackagedNginx(image string) *NginxFiles {
	doc := images()
	im := doc.parse(image)
	for _, p := range doc.Packages {
		words := strings.FieldsFunc(im.Tag, func(r rune) bool { return r == '-' || r == '.' })
		if im.Public && (p.Image == "" || p.Image == im.Name) && len(words) > 0 &&
			(p.Image == "" && slices.Contains(words, p.Word) || p.Image != "" && words[0] == p.Word) {
			return doc.Nginx[p.Nginx]
		}
	}
	return doc.Nginx["package"]
}

// NginxVersion is the version in the words that say which nginx it is: openresty/1.27.1.2; "" where the tag tells none.
func (im Image) NginxVersion() string {
	if im.Version == "" || im.Fork == "" {
		return im.Version
	}
	return im.Fork + "/" + im.Version
}

// started is the server that an image starts by itself.
func (im Image) started(env map[string]Word) (Started, bool) {
	if program := programCalled(im.Runs); program != nil {
		return im.dated(program.start(nil, env)), true
	}
	if im.code == "" {
		return Started{}, false
	}
	s := Started{Ref: Ref{Name: im.Preset, Options: map[string]string{}}, Open: im.Preset + " is governed by " + im.code, Elsewhere: true}
	if program := programCalled(im.Preset); program != nil {
		s.Runs = program.Runs
	}
	return im.dated(s), true
}

// dated gives what was recognised the version that the image's tag tells, if it is the image's own product. The versions of nginx are those of its roots.
func (im Image) dated(s Started) Started {
	if s.Ref.Name == im.Preset && im.Nginx == nil {
		s.Ref.Version = im.Version
	}
	return s
}
