package code

// goMarks: a server is started by the library's own functions, by a struct of the name Server, or by a framework.
var goMarks = []mark{
	{"ListenAndServe"},
	{"http.Server"},
	{"IdleTimeout"},
	{"http.Serve"},
	{"gin-gonic/gin", ".Run"},
	{"labstack/echo", ".Start"},
	{"gofiber/fiber", ".Listen"},
	{"fasthttp", "Server"},
}

// goServers are the types of servers by import path, and whose idle timeout they have.
var goServers = map[string]struct{ name, preset string }{
	"net/http":                    {"Server", "go"},
	"github.com/valyala/fasthttp": {"Server", "fasthttp"},
	"github.com/gofiber/fiber":    {"Config", "fiber"},
	"github.com/gofiber/fiber/v2": {"Config", "fiber"},
	"github.com/gofiber/fiber/v3": {"Config", "fiber"},
}

// goStarts are functions of packages that start a server without an idle timeout of their own; the value is the place of the address among their
// arguments, -1 for none.
var goStarts = map[string]map[string]int{
	"net/http":                    {"ListenAndServe": 0, "ListenAndServeTLS": 0, "Serve": -1, "ServeTLS": -1},
	"github.com/valyala/fasthttp": {"ListenAndServe": 0, "ListenAndServeTLS": 0, "Serve": -1},
}

// goFrameworks are constructors of frameworks, and the methods that start them.
var goFrameworks = map[string]framing{
	"github.com/gin-gonic/gin":    {makes: []string{"Default", "New"}, starts: []string{"Run", "RunTLS", "RunListener"}, preset: "go"},
	"github.com/labstack/echo":    {makes: []string{"New"}, starts: []string{"Start", "StartTLS", "StartAutoTLS"}, preset: "go"},
	"github.com/labstack/echo/v4": {makes: []string{"New"}, starts: []string{"Start", "StartTLS", "StartAutoTLS"}, preset: "go"},
	"github.com/labstack/echo/v5": {makes: []string{"New"}, starts: []string{"Start", "StartTLS"}, preset: "echo"},
	"github.com/gofiber/fiber":    {makes: []string{"New"}, starts: []string{"Listen", "ListenTLS", "Listener"}, preset: "fiber"},
	"github.com/gofiber/fiber/v2": {makes: []string{"New"}, starts: []string{"Listen", "ListenTLS", "Listener"}, preset: "fiber"},
	"github.com/gofiber/fiber/v3": {makes: []string{"New"}, starts: []string{"Listen", "Listener"}, preset: "fiber"},
}

type framing struct {
	makes, starts []string
	preset        string
}

// asides are words in the code around a server that is evidently none of the application's own: they serve measurements, profiles and states.
var asides = []string{"promhttp", "metrics", "prometheus", "pprof", "healthz", "health", "debug", "profiling", "admin"}

// timeUnits are the constants of package time, in nanoseconds.
var timeUnits = map[string]float64{
	"Nanosecond": 1, "Microsecond": 1e3, "Millisecond": 1e6, "Second": 1e9, "Minute": 60e9, "Hour": 3600e9,
}
