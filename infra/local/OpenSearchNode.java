import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.common.settings.Settings;

/** A node of OpenSearch on the loopback address alone: FOLDER PORT TRANSPORT-PORT. */
class OpenSearchNode {
  public static void main(String[] args) throws Exception {
    var port = Integer.parseInt(args[1]);
    var runner = new OpenSearchRunner();
    runner.onBuild((index, settings) -> configure(settings, port, args[2]));
    // it looks for a free port above the one it is given and not above this
    runner.setMaxHttpPort(port + 1);
    var node = OpenSearchRunner.newConfigs().clusterName("local").numOfNode(1).basePath(args[0]);
    runner.build(node.baseHttpPort(port - 1));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
    Thread.currentThread().join();
  }

  static void configure(Settings.Builder settings, int port, String transportPort) {
    settings.keys().removeIf(key -> key.startsWith("cluster.initial_"));
    for (var role : new String[] {"master", "data", "ingest"}) settings.remove("node." + role);
    settings.put("network.host", "127.0.0.1").put("http.host", "127.0.0.1");
    settings.put("http.port", port).put("transport.port", transportPort);
    settings.put("discovery.type", "single-node").putList("discovery.seed_hosts");
    settings.putList("node.roles", "cluster_manager", "data", "ingest");
    settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
  }

  static void close(OpenSearchRunner runner) {
    try {
      runner.close();
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
