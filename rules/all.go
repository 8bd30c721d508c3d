package rules

// All is every rule, in the order of their ids. A new rule is one line here.
var All = []*Rule{
	syntaxError,
	includeProblem,
	unresolvedValue,
	undeclaredSide,
	clientOutlivesServer,
	marginTooSmall,
	multiplexedIdleOrder,
	keepAliveHeaderOverpromises,
	poolStartsOnUpgrade,
	upstreamHTTPVersion,
	upstreamConnectionHeader,
	websocketMapCloses,
	upstreamWithoutKeepalive,
	keepaliveBeforeBalancer,
	fastCGIKeepConn,
	settingHasNoEffect,
	poolSmallerThanServers,
	poolMixesHTTPVersions,
	valueOutOfRange,
}
