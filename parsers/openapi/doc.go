// Package openapi reads OpenAPI 3 and Swagger 2 documents, as YAML or JSON, that configure a gateway: x-google-backend, x-amazon-apigateway-integration
// and the x-kong- extensions. They tell how long the gateway waits for each operation and which backends it connects to. None of them holds an
// idle timeout: those of the gateways are in the catalogue. Documents without such an extension configure nothing and are passed over.
package openapi
