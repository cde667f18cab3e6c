namespace Nano.Net.Tests.Contract;

/// <summary>Code that nanoFramework compiles and runs, of every kind that .NET compiles to something else.</summary>
public static class Samples
{
    public const string Good = """
        using System;
        using System.Threading;

        namespace Sample
        {
            public delegate void Handler(int value);

            public delegate int Operation(int value);

            public enum Color { Red, Green }

            public interface IShape { int this[int index] { get; } }

            public readonly struct Point
            {
                public readonly int X;
                public Point(in int x) { X = x; }
                public override string ToString() => "point " + X;
            }

            public sealed class Failure : Exception
            {
                public override string Message => base.Message + "!";
            }

            public static class Extensions
            {
                public static int Twice(this int value, params int[] more) => value * 2 + more.Length;
            }

            public class Good : IShape, IDisposable
            {
                private readonly object gate = new object();
                private readonly AutoResetEvent signal = new AutoResetEvent(false);
                private readonly ManualResetEvent done = new ManualResetEvent(false);
                private readonly int[][] jagged = new int[3][];
                private readonly Point[] points = new Point[3];
                private static int total;

                public event Handler Changed;
                public static event Handler Anything;

                ~Good() { Dispose(); }

                public int Property { get; set; } = 3;

                public int this[int index] => jagged[index].Length;

                public void Dispose()
                {
                    signal.Set();
                    done.Reset();
                    GC.SuppressFinalize(this);
                }

                public void Lock()
                {
                    lock (gate)
                    {
                        Changed?.Invoke(1);
                        Anything?.Invoke(1);
                    }
                    Interlocked.Increment(ref total);
                }

                public int Closure(int from)
                {
                    int[] constants = { 1, 2, 3, 4, 5, 6, 7, 8 };
                    Changed += value => from += value + constants.Length;
                    Operation local = Add;
                    int Add(int value) => value + from;
                    foreach (int constant in constants)
                    {
                        from += constant.Twice(1, 2);
                    }
                    points[1] = new Point(from);
                    return local(2) + points[1].X + (int)DateTime.UtcNow.Ticks;
                }

                public string Text(string name, int number, char letter, Color color)
                {
                    string text = color switch { Color.Red => "red", Color.Green => "green" };
                    text += $"{number:X4} {name} {letter}";
                    text += name + letter;
                    text += letter + name + letter;
                    text += name + letter + text + letter;
                    switch (name)
                    {
                        case "aa": return "1";
                        case "bb": return "2";
                        case "cc": return "3";
                        case "dd": return "4";
                        case "ee": return "5";
                        case "ff": return "6";
                        case "ggg": return "7";
                    }
                    try
                    {
                        Closure(number);
                    }
                    catch (Exception failure) when (failure.Message.Length > 3)
                    {
                        throw;
                    }
                    return text + new Failure().Message + new Point(3) + (Thread.CurrentThread is null ? 1 : 2).ToString();
                }
            }
        }
        """;
}
