package kubernetes

import "bytes"

// kinds say something of connections; a file without any is dropped unparsed.
var kinds = map[string]bool{
	"Deployment": true, "StatefulSet": true, "DaemonSet": true, "ReplicaSet": true, "Rollout": true, "Pod": true, "Service": true, "Ingress": true,
	"IngressClass": true, "IngressClassParams": true, "ConfigMap": true, "List": true, "DeploymentList": true, "ServiceList": true, "IngressList": true,
	"ConfigMapList": true, "BackendConfig": true, "Gateway": true, "GatewayClass": true, "HTTPRoute": true, "GRPCRoute": true, "GCPBackendPolicy": true,
	"LoadBalancerConfiguration": true, "DestinationRule": true, "VirtualService": true, "Sidecar": true, "Namespace": true, "Config": true,
	"HTTPProxy": true, "ContourConfiguration": true, "IngressRoute": true, "ServersTransport": true, "HelmRelease": true, "HelmChartConfig": true,
	"Application": true, "TargetGroupBinding": true, "Kustomization": true,
}

// holdsKind looks for a line that names one of the kinds. It sees every byte of every manifest, so it goes from word to word.
func holdsKind(src []byte) bool {
	word := []byte("kind")
	for at := 0; ; {
		i := bytes.Index(src[at:], word)
		if i < 0 {
			return false
		}
		start := at + i
		at = start + len(word)
		rest := src[at:]
		quoted := start > 0 && src[start-1] == '"' && bytes.HasPrefix(rest, []byte(`"`))
		if quoted {
			rest = rest[1:]
		}
		value, ok := bytes.CutPrefix(bytes.TrimLeft(rest[:min(len(rest), longestKind)], " \t"), []byte(":"))
		switch {
		case !ok:
		case quoted: // in JSON it may stand anywhere in a line
			return true
		case beginsLine(src, start) && kinds[valueOf(value)]:
			return true
		}
	}
}

// longestKind bounds what is looked at behind the word: no kind has so long a name.
const longestKind = 256

// beginsLine reports whether nothing stands before a place in its line, but for the dash of a list.
func beginsLine(src []byte, at int) bool {
	dash := false
	for ; at > 0; at-- {
		switch c := src[at-1]; {
		case c == '\n' || c == '\r':
			return true
		case c == '-' && !dash:
			dash = true
		case c != ' ' && c != '\t':
			return bytes.Equal(src[:at], []byte("\ufeff"))
		}
	}
	return true
}

// valueOf is the scalar in the rest of a line.
func valueOf(rest []byte) string {
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line, _, _ = bytes.Cut(line, []byte(" #"))
	return string(bytes.Trim(bytes.TrimSpace(line), `"'`))
}
