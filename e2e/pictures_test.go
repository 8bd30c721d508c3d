package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// The pictures are looked at in a real browser. To look at them oneself: go test ./e2e -run Picture -artifacts -outputdir /tmp.

// paintedNginx and paintedYAML have a hop for each verdict, a firewall, and names that are too long and too wide for their boxes.
const paintedNginx = `events {}
http {
  upstream checkout { server checkout:3000; keepalive 16; }
  server {
    listen 8080;
    server_name shop.example;
    keepalive_timeout 65s;
    location / { proxy_pass http://checkout; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /legacy { proxy_pass http://10.0.0.9:8080; }
  }
}
`

const paintedYAML = `version: 1
clients:
  mobile-app: { idle_timeout: 30s, to: edge }
  "<script>alert('x')</script> & a name that is far too long for any box, 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字": { idle_timeout: unlimited, to: edge }
  worker: { idle_timeout: 900s }
  batch: { to: edge }
proxies:
  edge: { accepts: 60s, connects: 120s, to: "nginx/server/shop.example" }
servers:
  checkout: { idle_timeout: 5s, hosts: ["checkout:3000"] }
  far-away: { idle_timeout: 3600s }
middleboxes:
  office-firewall: { idle_timeout: 300s }
links:
  - { from: worker, to: far-away, via: [office-firewall] }
`

// picture has the graph command draw the sample.
func picture(t *testing.T, format string) []byte {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"nginx.conf": paintedNginx, "timeoutlint.yaml": paintedYAML} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	if exit := cli.Main([]string{"graph", "--format", format, dir}, strings.NewReader(""), &stdout, &stderr); exit != 0 {
		t.Fatalf("exit %d: %s", exit, stderr.String())
	}
	return stdout.Bytes()
}

// browser runs Debian's Chromium without a window. Whoever has none sees the tests skipped: nothing else needs it.
func browser(t *testing.T, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: apt-get install chromium")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	flags := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1", "--user-data-dir=" + t.TempDir(),
	}
	out, err := exec.CommandContext(ctx, path, append(flags, args...)...).Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	return out
}

// screenshot shows a file as the browser paints it in light or dark surroundings.
func screenshot(t *testing.T, name string, content []byte, dark bool) image.Image {
	t.Helper()
	scheme := map[bool]string{false: "light", true: "dark"}[dark]
	file, shot := filepath.Join(t.ArtifactDir(), name), filepath.Join(t.ArtifactDir(), scheme+"-"+name+".png")
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	preferred := map[bool]string{false: "1", true: "0"}[dark]
	browser(t, "--blink-settings=preferredColorScheme="+preferred, "--window-size=2600,900", "--screenshot="+shot, "file://"+file)
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// rect is where the browser puts something, in pixels.
type rect struct{ X, Y, W, H float64 }

// painted is what the browser says of a picture.
type painted struct {
	Verdicts   []string
	Lost, Sure []rect            // on the violated hops: the time that is lost, and the rest of the client's bar
	Head       rect              // the first line
	Hover      map[string]string // what shows when the pointer rests on a bar, by what the bar says
	Complaints []string
}

// measure is run in the browser beside the picture.
const measure = `
const box = e => { const r = e.getBoundingClientRect(); return {X: r.x, Y: r.y, W: r.width, H: r.height} };
const inside = (a, b) => a.X >= b.X - 1 && a.Y >= b.Y - 2 && a.X + a.W <= b.X + b.W + 1 && a.Y + a.H <= b.Y + b.H + 2;
const apart = (a, b) => a.X + a.W <= b.X || b.X + b.W <= a.X || a.Y + a.H <= b.Y + 3 || b.Y + b.H <= a.Y + 3;
const all = s => [...document.querySelectorAll(s)];
const seen = {Verdicts: all('.hop').map(h => h.getAttribute('class')), Head: box(document.querySelector('.head')), Hover: {}, Complaints: []};
seen.Lost = all('.violated .lost').map(box);
seen.Sure = all('.violated .lost').map(e => box(e.parentNode.querySelector('.client')));
const svg = box(document.querySelector('svg'));
const texts = all('text').map(e => ({e, r: box(e), frame: e.closest('.hop,.node')}));
for (const t of texts) {
  const frame = t.frame ? box(t.frame.querySelector('.panel,.frame')) : svg;
  if (!inside(t.r, frame)) seen.Complaints.push('outside of its box: ' + t.e.textContent);
}
for (let i = 0; i < texts.length; i++) for (let j = 0; j < i; j++) {
  if (!apart(texts[i].r, texts[j].r)) seen.Complaints.push('overlap: ' + texts[j].e.textContent + ' / ' + texts[i].e.textContent);
}
const frames = all('.panel,.node .frame:nth-of-type(1)').map(box);
for (let i = 0; i < frames.length; i++) for (let j = 0; j < i; j++) {
  if (!apart(frames[i], frames[j])) seen.Complaints.push('boxes ' + j + ' and ' + i + ' overlap');
}
for (const bar of all('.hop .bar:not(.lost):not(.perhaps)')) {
  const r = box(bar), hit = document.elementFromPoint(r.X + Math.min(8, r.W / 2), r.Y + r.H / 2);
  const title = hit && hit.closest('g').querySelector('title');
  seen.Hover[bar.parentNode.textContent.trim()] = title ? title.textContent : '';
}
document.body.innerHTML = '<pre></pre>';
document.querySelector('pre').textContent = JSON.stringify(seen);
`

// look measures a picture in the browser, in a window that holds all of it.
func look(t *testing.T, svg []byte) painted {
	t.Helper()
	file := filepath.Join(t.TempDir(), "measure.html")
	page := `<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">` + string(svg) + "<script>" + measure + "</script>"
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	out := string(browser(t, "--window-size=4000,2000", "--dump-dom", "file://"+file))
	_, text, _ := strings.Cut(out, "<pre>")
	text, _, found := strings.Cut(text, "</pre>")
	var m painted
	if err := json.Unmarshal([]byte(html.UnescapeString(text)), &m); err != nil || !found {
		t.Fatalf("%v: %.500s", err, out)
	}
	return m
}

// TestPictureIsLegible has the browser measure the picture, and those that the tests of package report keep: all text stands in its box, and
// nothing covers anything else.
func TestPictureIsLegible(t *testing.T) {
	pictures := map[string][]byte{"sample": picture(t, "svg")}
	for _, name := range []string{"graph.svg", "bars.svg"} {
		svg, err := os.ReadFile(filepath.Join("..", "report", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		pictures[name] = svg
	}
	for name, svg := range pictures {
		t.Run(name, func(t *testing.T) {
			m := look(t, svg)
			for _, c := range m.Complaints {
				t.Error(c)
			}
			verdicts := strings.Join(m.Verdicts, ",")
			for _, v := range []string{"violated", "ok", "unknown", "no-reuse"} {
				if !strings.Contains(verdicts, v) {
					t.Errorf("no hop is %s: %s", v, verdicts)
				}
			}
			for words, title := range m.Hover {
				if title == "" {
					t.Errorf("nothing shows when the pointer rests on %q", words)
				}
			}
		})
	}
}

// TestPictureTellsProvenance rests the pointer on the bars.
func TestPictureTellsProvenance(t *testing.T) {
	told := 0
	hover := look(t, picture(t, "svg")).Hover
	for _, title := range hover {
		if strings.Contains(title, "keepalive_timeout 65s at ") && strings.Contains(title, "nginx.conf:7") {
			told++
		}
	}
	if told == 0 {
		t.Errorf("no bar tells that nginx.conf:7 sets its clock: %q", hover)
	}
}

// TestPictureShowsTheInversion takes screenshots in light and dark surroundings, and looks at the pixels of the bars, also without their
// colours: the stretch of time that is lost differs from the rest of the bar at a glance.
func TestPictureShowsTheInversion(t *testing.T) {
	svg := picture(t, "svg")
	m := look(t, svg)
	if len(m.Lost) < 3 {
		t.Fatalf("%d bars show lost time", len(m.Lost))
	}
	for _, dark := range []bool{false, true} {
		img := screenshot(t, "chain.svg", svg, dark)
		background, _ := greys(img, rect{2, 2, 8, 8})
		if dark != (background < 64) || !dark && background < 250 {
			t.Errorf("dark %t: the background has a brightness of %.0f", dark, background)
		}
		if _, contrast := greys(img, m.Head); contrast < 20 {
			t.Errorf("dark %t: the first line cannot be read, its contrast is %.0f", dark, contrast)
		}
		for i, lost := range m.Lost {
			if lost.W < 8 {
				t.Errorf("lost time is %.0f pixels wide", lost.W)
				continue
			}
			sure := m.Sure[i]
			sure.W = lost.X - sure.X
			_, plain := greys(img, inner(sure))
			if _, striped := greys(img, inner(lost)); striped < 25 || striped < 3*plain {
				t.Errorf("dark %t: without colours the lost time differs by %.0f in itself, the rest of the bar by %.0f", dark, striped, plain)
			}
			if share := reds(img, inner(lost)); share < 0.3 {
				t.Errorf("dark %t: %.0f%% of the lost time is red", dark, 100*share)
			}
		}
	}
}

// TestPageIsPainted takes screenshots of the page: what it forbids itself does not keep its picture from being seen.
func TestPageIsPainted(t *testing.T) {
	page := picture(t, "html")
	for _, dark := range []bool{false, true} {
		img := screenshot(t, "chain.html", page, dark)
		if background, _ := greys(img, rect{2, 2, 8, 8}); dark != (background < 64) {
			t.Errorf("dark %t: the background has a brightness of %.0f", dark, background)
		}
		if share := reds(img, rect{0, 0, 2600, 900}); share < 0.001 {
			t.Errorf("dark %t: no red bar is on the page: %.3f%%", dark, 100*share)
		}
	}
}

// inner leaves the frame of a bar out, and the line at its end.
func inner(r rect) rect { return rect{r.X + 3, r.Y + 3, math.Min(r.W, 40) - 6, r.H - 6} }

// greys is the mean brightness of a part of an image, and how far its pixels stray from it.
func greys(img image.Image, r rect) (mean, deviation float64) {
	var sum, squares, n float64
	each(img, r, func(c color.Color) {
		y := float64(color.GrayModel.Convert(c).(color.Gray).Y)
		sum, squares, n = sum+y, squares+y*y, n+1
	})
	mean = sum / n
	return mean, math.Sqrt(max(squares/n-mean*mean, 0))
}

// reds is the share of pixels that are clearly red.
func reds(img image.Image, r rect) float64 {
	red, n := 0.0, 0.0
	each(img, r, func(c color.Color) {
		n++
		if r, g, b, _ := c.RGBA(); r > g+0x4000 && r > b+0x4000 {
			red++
		}
	})
	return red / n
}

func each(img image.Image, r rect, do func(color.Color)) {
	area := image.Rect(int(r.X), int(r.Y), int(math.Ceil(r.X+r.W)), int(math.Ceil(r.Y+r.H))).Intersect(img.Bounds())
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			do(img.At(x, y))
		}
	}
}
