import multiprocessing

workers = multiprocessing.cpu_count()
threads = 8
timeout = 120
