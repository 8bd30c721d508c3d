// Package chain holds the model that every input is turned into and every rule reads: endpoints with
// their sides, the hops that join a client side to a server side, the two clocks of each hop with where
// they come from, and the one judge that compares them.
//
//	browser --300s--> 60s aws_lb.public 60s --> 75s nginx/server/shop 60s --> 5s node
//	        client    accept            connect  accept               connect  accept
//
// A proxy has both kinds of side; the two sides of one proxy are never compared with each other. Nothing in
// this package reads a file or knows a product: parsers fill it, [Judge] decides, rules put outcomes into words.
package chain
