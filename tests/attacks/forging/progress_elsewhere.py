"""Progress is reported in a file that was not handed in, before each end of the process."""
# after: forge
send({"status": "progress", "source": "elsewhere", "cell": 0})
os.read(3, 1000)
os._exit(0)
