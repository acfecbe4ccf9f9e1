module lockstep.test/peers/node

go 1.24
