/// The yardstick for small files: what the JVM itself takes.
final class Hello {
    private Hello() {}

    public static void main(String[] words) {
        System.out.println("hello");
    }
}
