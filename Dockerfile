# docker build -t timeoutlint .
# docker run --rm -v "$PWD:/src:ro" timeoutlint

FROM golang:1.26-alpine AS build
# git tells the Go tool the version that is written into the binary.
RUN apk add --no-cache git
WORKDIR /timeoutlint
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /usr/local/bin/timeoutlint ./cmd/timeoutlint

FROM alpine:3.22
# For diff and --since. Everything else needs nothing but the binary, which is static.
RUN apk add --no-cache git
COPY --from=build /usr/local/bin/timeoutlint /usr/local/bin/timeoutlint
# nobody; a number, so that Kubernetes can tell that it is not root.
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["timeoutlint"]
