import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Runs cases through Kafka's own classes: a JSON object a line on stdin, its answer a line on stdout. */
class Peer {
  private static final int STACK_BYTES = 256 << 20;
  private static final ObjectMapper JSON = new JsonMapper(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).build())
      .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
      .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .build());

  public static void main(String[] args) {
    PrintStream answers = System.out;
    // what the classes log must not come between
    System.setOut(System.err);
    new Thread(null, () -> serve(answers), "cases", STACK_BYTES).start();
  }

  private static void serve(PrintStream stream) {
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
         Writer answers = new OutputStreamWriter(stream, StandardCharsets.US_ASCII)) {
      for (String line; (line = lines.readLine()) != null; ) {
        answers.write(JSON.writeValueAsString(answer(JSON.readTree(line))) + "\n");
        answers.flush();
      }
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** `failed`: "case" when there is no such record or value, "config", or "record". */
  private static ObjectNode answer(JsonNode asked) {
    String stage = "case";
    try {
      Object input = Records.input(asked);
      stage = "config";
      Plugins.Opened opened = Plugins.open(asked);
      stage = "record";
      return opened.run(input);
    } catch (Throwable e) {
      return JSON.createObjectNode()
          .put("failed", stage).put("type", e.getClass().getSimpleName()).put("message", e.getMessage());
    }
  }
}
