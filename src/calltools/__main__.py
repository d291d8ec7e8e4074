from calltools.cli import main

main()
