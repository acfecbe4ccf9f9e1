// Command forward passes TCP connections on: forward LISTEN=TARGET... with HOST:PORT on both sides.
package main

import (
	"io"
	"log"
	"net"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("forward: ")
	ended := make(chan error)
	for _, argument := range os.Args[1:] {
		from, to, _ := strings.Cut(argument, "=")
		listener, err := net.Listen("tcp", from)
		if err != nil {
			log.Fatal(err)
		}
		go func() { ended <- serve(listener, to) }()
	}
	log.Fatal(<-ended)
}

func serve(listener net.Listener, target string) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		go connect(client.(*net.TCPConn), target)
	}
}

func connect(client *net.TCPConn, target string) {
	defer client.Close()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	go copyHalf(server.(*net.TCPConn), client)
	copyHalf(client, server.(*net.TCPConn))
}

// copyHalf copies one direction to its end, and leaves the other one open.
func copyHalf(to, from *net.TCPConn) {
	io.Copy(to, from)
	to.CloseWrite()
}
