module registry.example/team/shop

go 1.26
