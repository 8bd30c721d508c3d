idle_timeout = 300
keep_alive   = 305
