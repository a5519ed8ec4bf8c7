"""Read by every Python process that a test starts: the watch on the network goes along."""

import no_network

no_network.install()
