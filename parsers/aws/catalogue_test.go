package aws_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/timeoutlint/timeoutlint/presets"
)

// Every product that this package asks the catalogue for exists there, in the variant that it names.
func TestProductsAreInTheCatalogue(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`(?:product|r\.box)\((?:one, )?"([a-z0-9:=_-]+)"`)
	found := 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(src, -1) {
			text := string(m[1])
			if text[len(text)-1] == '=' { // the variant is computed
				text += map[string]string{"aws-api-gateway:type=": "websocket", "ecs-service-connect:protocol=": "grpc"}[text]
			}
			found++
			ref, err := presets.ParseRef(text)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			p, ok := presets.Lookup(ref.Name)
			if !ok {
				t.Errorf("%s: no preset %q", name, ref.Name)
				continue
			}
			if _, err := p.Resolve(ref); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d products found: the pattern has aged", found)
	}
}
